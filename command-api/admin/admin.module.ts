import { Module } from '@nestjs/common';
import { ProcessesController } from './processes.controller.ts';
import { ProjectionsController } from './projections.controller.ts';

@Module({ controllers: [ProjectionsController, ProcessesController] })
export class AdminModule {}
